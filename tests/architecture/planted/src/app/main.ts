import '../../sync-server/main.ts';
import './circle.ts';
import '../../../../helpers/random.ts';
