export interface ZipLimits {
  readonly compressedBytes: number;
  /** Of all files together. */
  readonly unpackedBytes: number;
  readonly entries: number;
  /** Unpacked bytes for each packed one; a file of less than `ratioFreeBytes` may have any. */
  readonly ratio: number;
  readonly ratioFreeBytes: number;
  readonly nameBytes: number;
  /** Folders above a file, and the file. */
  readonly depth: number;
}

const MIB = 1024 * 1024;

/** A log of pytest packs about 1:20, one of equal lines about 1:200; deflate cannot reach more than 1:1032. */
export const DEFAULT_ZIP_LIMITS: ZipLimits = {
  compressedBytes: 64 * MIB,
  unpackedBytes: 256 * MIB,
  entries: 2_000,
  ratio: 250,
  ratioFreeBytes: MIB,
  nameBytes: 512,
  depth: 16,
};
