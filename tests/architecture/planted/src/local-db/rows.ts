import '../sync/index.ts';
