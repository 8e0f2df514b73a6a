import { accessKey } from '../api/access-key';
import { asFailure, problemFailure } from '../api/client';
import type { UploadAccepted } from '../api/types';

export interface UploadFiles {
  readonly products: File;
  readonly reviews?: File | undefined;
  readonly pictures?: File | undefined;
}

/**
 * Sends the files; returns the upload's id. XMLHttpRequest, because fetch does not tell how much was sent.
 * @param onSent told the share sent, 0..1
 * @throws {Failure} when the engine refuses or can't be reached
 */
export function sendUpload(files: UploadFiles, onSent: (share: number) => void): Promise<string> {
  const body = new FormData();
  body.append('products', files.products);
  if (files.reviews !== undefined) body.append('reviews', files.reviews);
  if (files.pictures !== undefined) body.append('pictures', files.pictures);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/v1/catalogue/uploads');
    request.responseType = 'json';
    for (const [name, value] of Object.entries(accessKey.headers())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      if (request.status === 202) resolve((request.response as UploadAccepted).uploadId);
      else {
        if (request.status === 401) accessKey.ask();
        reject(problemFailure(request.status, request.response));
      }
    };
    request.onerror = () => reject(asFailure(request));
    request.send(body);
  });
}
