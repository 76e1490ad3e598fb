/** Where `npm start` listens unless another port is asked for. */
export const DEFAULT_PORT = 7373;
