import '../modules/beta/index.ts';
