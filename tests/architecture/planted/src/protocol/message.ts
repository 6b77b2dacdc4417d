import '../app/main.ts';
import 'node:fs';
