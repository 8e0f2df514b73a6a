import { Inject, Injectable } from '@nestjs/common';
import { Products } from '#catalogue';
import { Microscope, type MicroscopeDependencies } from './microscope.js';

/** Gives the microscope of the encoder that serves now; a request asks once, so that no answer mixes two. */
export abstract class ServingMicroscope {
  abstract now(): Microscope;
}

/** Makes the microscope of an encoder. */
@Injectable()
export class Microscopes {
  constructor(@Inject(Products) private readonly products: Products) {}

  of(parts: MicroscopeDependencies): Microscope {
    return new Microscope(parts, this.products);
  }
}
