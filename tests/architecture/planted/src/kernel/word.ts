import '../protocol/message.ts';
import 'acorn';
