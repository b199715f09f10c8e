/** Where a channel writes to and reads from: a child process, or in tests a scripted peer. */
export interface Wire {
  send(text: string): void;
  /** Bytes that were sent and not taken yet. */
  readonly unsent: number;
  /** Called once, before anything is sent. */
  listen(listener: WireListener): void;
  /** Ends the other side, at once and with everything that it started. Resolves when its last words have come. */
  kill(): Promise<void>;
  /** Lets it end by itself, then as `kill`. */
  close(): Promise<void>;
  /** Its last words beside the protocol: the end of standard error. */
  readonly evidence: readonly string[];
}

export interface WireListener {
  bytes(chunk: Buffer): void;
  /** Nothing more will come; `how` in words, e.g. `exited with code 3`. Called once. */
  end(how: string): void;
}
