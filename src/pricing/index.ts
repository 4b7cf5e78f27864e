export { loadPriceBook } from './load-price-book.ts'
export type { PriceEntry, PriceList } from './price-list.ts'
