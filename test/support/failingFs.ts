import type { FileHandle } from 'node:fs/promises';
import { nodeFs, type NodeFs } from '#core/adapters/nodeFs.ts';

/** What the operating system would throw. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made up`), { code });
}

/** The real disk with some calls replaced. */
export function failingFs(replaced: Partial<NodeFs>): NodeFs {
  return { ...nodeFs, ...replaced };
}

/** A disk whose files, once open, fail in one method with one error. */
export function failingHandles(method: 'sync' | 'writeFile', code: string): NodeFs {
  return failingFs({
    async open(path, flags, mode) {
      const handle = await nodeFs.open(path, flags, mode);
      handle[method] = () => Promise.reject(systemError(code));
      return handle satisfies FileHandle;
    },
  });
}
