import '../src/ui-kit/button.ts';
