export function tooNewIn(code: string): readonly string[];
