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
export { passages, reviewText } from './products/passages.js';
export { PassageRenewal } from './products/passage-renewal.js';
export { productRecord, type ProductRecord } from './products/product-record.js';
export { CatalogueSample, type SampledProduct } from './products/catalogue-sample.js';
export {
  atomKeys,
  deleteProduct,
  hasProducts,
  nextProducts,
  pictureAtoms,
  picturesOf,
  productContents,
  type AtomKey,
  type ProductContent,
} from './products/product-table.js';
export { writeProducts } from './products/product-writer.js';
export { attributesSchema, availabilitySchema, pictureSchema, shownAttributes } from './products/contract.js';
export { productId } from './products/catalogue.controller.js';
export { SqlProducts } from './products/sql-products.js';
export { pictureLimits } from './pictures/picture-limits.js';
export { PictureFolder } from './pictures/object-store.js';
export { PictureDownload } from './pictures/picture-download.js';
export { PictureInput, pictureProblem } from './pictures/picture-input.js';
export { StoredPictures, type KeptPicture } from './pictures/stored-pictures.js';
export { checkPictures } from './verify/check-pictures.js';
