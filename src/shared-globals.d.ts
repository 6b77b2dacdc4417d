/** The few globals beyond the language that old browsers and Node both have, and that shared code may use. */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
/** Base64 of letters that stand for one byte each. */
declare function btoa(binary: string): string;
declare function atob(base64: string): string;
