/**
 * The wire's version. A phone may be offline for a season, so the server speaks every version from the floor up.
 * `sync-message.test.ts` fails when a message's shape changes without a new number.
 *
 * History
 * 1 (2026-11): first release: column segments and pages, one POST /v1/sync, enrolment by code. Who proves his requests
 *   (rule P35) reads the server's time in a refusal; nobody else gets that field.
 */
export const PROTOCOL_VERSION = 1;
/** The oldest version that this build accepts. Rises only with a dated decision in docs/decisions. */
export const PROTOCOL_FLOOR = 1;

/** The format number inside every operation's canonical bytes. */
export const OPERATION_FORMAT = 1;
