export {
  channels,
  Pictures,
  Products,
  type Atom,
  type Availability,
  type Channel,
  type Product,
  type ProductFilter,
  type ProductPicture,
  type Review,
} from './product.js';
