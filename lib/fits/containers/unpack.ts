// placeholder until the real one lands
export class ContainerError extends Error {
  readonly code: 'container-truncated' | 'container-corrupt' = 'container-corrupt';
  readonly unpacked: number = 0;
}
export async function* unpack(_kind: string, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* packed;
}
