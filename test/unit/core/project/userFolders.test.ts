import { cachePath, configPath } from '#core/project/userFolders.ts';
import assert from 'node:assert/strict';

describe('the places of the user', () => {
  it('are those that the environment names', () => {
    assert.equal(configPath({ ASSAY_CONFIG: '/c.yml', HOME: '/home/me' }, 'linux'), '/c.yml');
    assert.equal(configPath({ XDG_CONFIG_HOME: '/x' }, 'linux'), '/x/assay/config.yml');
    assert.equal(cachePath({ XDG_CACHE_HOME: '/x' }, 'darwin'), '/x/assay/replies');
  });

  it('are below the home folder otherwise', () => {
    const env = { HOME: '/home/me', XDG_CONFIG_HOME: 'not/absolute' };
    assert.equal(configPath(env, 'linux'), '/home/me/.config/assay/config.yml');
    assert.equal(cachePath(env, 'linux'), '/home/me/.cache/assay/replies');
  });
});
