/** The actions that Tinybug's workflow uses, each pinned to the commit of a release; tags can be moved. */
export const PINNED_ACTIONS = {
  checkout: { name: 'actions/checkout', commit: 'd23441a48e516b6c34aea4fa41551a30e30af803', version: 'v6.1.0' },
  setupPython: { name: 'actions/setup-python', commit: 'ece7cb06caefa5fff74198d8649806c4678c61a1', version: 'v6.3.0' },
  uploadArtifact: {
    name: 'actions/upload-artifact',
    commit: 'b7c566a772e6b6bfb58ed0dc250532a479d7789f',
    version: 'v6.0.0',
  },
} as const;
export type PinnedAction = (typeof PINNED_ACTIONS)[keyof typeof PINNED_ACTIONS];
