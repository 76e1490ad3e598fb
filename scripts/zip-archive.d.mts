export function zipArchive(files: ReadonlyMap<string, Buffer>, prefix?: Buffer): Buffer;
