/** What generated codecs and the interpreter accept at the most, whatever a message announces. */
export const limits = {
  /** Bytes of one frame. */
  frameLength: 64 * 1024 * 1024,
  /** Entries of all groups of one message together, nested ones included. */
  entries: 1_048_576,
} as const;
