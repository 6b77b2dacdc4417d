/** The front door of the photos' way to the server; loaded after the sync. */
export { PhotoUploads, type Cost, type PhotoNetwork, type PhotoPiece, type UploadStatus } from './uploads.ts';
