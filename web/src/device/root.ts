/** Where the app lies on its host, without a closing slash: nothing, or a path that the server wrote into the page. */
export const root: string = globalThis.document?.documentElement.dataset.root ?? '';
