/** Lets tests wait for a condition on the loopback's state instead of for time. */
export class StateChanges {
  readonly #looks = new Set<() => void>();

  readonly notify = (): void => {
    for (const look of [...this.#looks]) look();
  };

  /** Resolves as soon as the look finds something; it looks again at every change. */
  waitFor<T>(look: () => T | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        try {
          const found = look();
          if (found === undefined || found === false) return;
          this.#looks.delete(check);
          resolve(found);
        } catch (error) {
          this.#looks.delete(check);
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      this.#looks.add(check);
      check();
    });
  }
}
