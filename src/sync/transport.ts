/** The network seam. */
export interface Transport {
  /**
   * Sends a request's bytes and gives the answer's. Faults: `sync.offline` when there is no answer, the server's code
   * when it refuses, `sync.malformed` when what answers is not our server.
   */
  send(body: Uint8Array): Promise<Uint8Array>;
}
