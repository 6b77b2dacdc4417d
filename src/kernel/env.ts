/**
 * Everything that is not the same twice: the clock, randomness, waiting. Passed in, so that the simulator can run the
 * real modules under one seeded scheduler (invariant I28).
 */
export interface Env {
  /** Device time, ms since 1970; may be wrong by years and may jump. */
  now(): number;
  /** Unpredictable bytes on a device; seeded in a simulation. */
  randomBytes(length: number): Uint8Array;
  /** Resolves after the time has passed. */
  sleep(ms: number): Promise<void>;
  /** A number from 0 up to, not including, 1: for jitter, never for identity. */
  random(): number;
  /** Keys and signatures; absent where the device can make none, whose log then goes unsealed and is marked as weak. */
  readonly signer?: Signer;
}

export interface SigningKey {
  /** What the local store can keep: a `CryptoKey` that gives nothing away on a device, bytes in a simulation. */
  readonly privateKey: unknown;
  /** P-256: the point, uncompressed, 65 bytes. */
  readonly publicKey: Uint8Array;
}

export interface Signer {
  createKey(): Promise<SigningKey>;
  /** P-256 with SHA-256 over the message: r and s, 64 bytes. */
  sign(privateKey: unknown, message: Uint8Array): Promise<Uint8Array>;
}
