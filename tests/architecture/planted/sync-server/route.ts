import '../src/ui-kit/button.ts';
import './store/sqlite/open.ts';
