type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The fields that have a value. */
export function withoutEmpty<T extends object>(fields: T): Given<T> {
  // The filter leaves exactly the fields that have a value.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
