import '../../../missing.ts';
