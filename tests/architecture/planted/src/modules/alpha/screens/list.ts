import '../../../sync/exchange.ts';
