import '../protocol/message.ts';
