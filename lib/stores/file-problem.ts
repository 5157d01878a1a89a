const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such folder',
  EISDIR: 'it is a folder',
  EEXIST: 'something else already exists there',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links are circular',
  ENXIO: 'nothing reads from this pipe',
  EMFILE: 'too many open files',
};

/**
 * A file system error in words, to follow a path. Unlike the system's own message (`ENOENT: no such file or directory,
 * open '/a/b'`), it contains neither the code nor the path.
 */
export function fileProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return PROBLEMS[code ?? ''] ?? String(message ?? error).replace(/^E[A-Z]+: (.*?), .*$/s, '$1');
}

/** The operating system's code of an error, such as `ENOENT`. */
export const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
