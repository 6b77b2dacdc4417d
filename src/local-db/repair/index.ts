/** What only the repair desk needs of the local database; loaded with it. */
export { contentOf, type CardContent } from './card-content.ts';
export { reenter } from './reenter.ts';
