export { CatalogueModule } from './catalogue.module.js';
export {
  Pictures,
  Products,
  type Atom,
  type Availability,
  type AskedWords,
  type CatalogueSide,
  type Listing,
  type Product,
  type ProductFilter,
  type ProductPicture,
  type Review,
} from './product.js';
export { noRanks, type LexicalRanks } from './listings/word-index.js';
export { passages, reviewText } from './passages.js';
export { candidateWork } from './pipeline/jobs.js';
export { UnencodedProducts } from './pipeline/unencoded-products.js';
export { PictureInput, pictureProblem } from './pictures/picture-input.js';
export { SqlProducts } from './products/sql-products.js';
export { AppliedSeq } from './upload/upload-progress.js';
export { checkPictures } from './verify/check-pictures.js';
export { checkVectors } from './verify/check-vectors.js';
