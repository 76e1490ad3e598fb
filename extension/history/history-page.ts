interface PageOptions {
  readonly cspSource: string;
  /** New for each page: only what carries it may run. */
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  readonly language: string;
}

/** The toolkit makes an empty style element and fills it through the object model; this is the hash of nothing. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** The panel's document. It may load its own script and style and nothing else; what it shows comes in messages. */
export const historyPage = ({ cspSource, nonce, script, style, language }: PageOptions): string => `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${cspSource} ${EMPTY_STYLE}; font-src ${cspSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Tinybug</title>
    <link rel="stylesheet" href="${style}" />
  </head>
  <body>
    <main id="main"></main>
    <p id="announcement" role="status"></p>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
