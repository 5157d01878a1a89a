const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such folder',
  EISDIR: 'it is a folder',
  EEXIST: 'something else is there',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links are circular',
  ENXIO: 'nobody reads from this pipe',
  EMFILE: 'too many open files',
};

/**
 * What the file system objects to, in words that go after a path: neither the system's code nor the path again, as
 * in `ENOENT: no such file or directory, open '/a/b'`.
 */
export function fileProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return PROBLEMS[code ?? ''] ?? String(message ?? error).replace(/^E[A-Z]+: (.*?), .*$/s, '$1');
}

/** An error's code in the operating system, such as `ENOENT`. */
export const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
