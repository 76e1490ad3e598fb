/** What a job has uploaded is not used, and its message says why in a sentence. It names no verdict on any mutant. */
export class UploadRefusedError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'UploadRefusedError';
  }
}
