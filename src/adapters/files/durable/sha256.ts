import * as crypto from "node:crypto";

/** sha256, hex. In one call where Node has it (from 20.12): every record pays for its hash, and this is half the price. */
export const sha256: (data: string | Uint8Array) => string =
  typeof crypto.hash === "function"
    ? (data) => crypto.hash("sha256", data)
    : (data) => crypto.createHash("sha256").update(data).digest("hex");
