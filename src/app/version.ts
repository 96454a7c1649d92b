/** This tool's version; a test holds it to package.json's. A constant, so that `--version` reads no file. */
export const version = "0.1.0";
