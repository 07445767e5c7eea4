import { azure } from './azure.ts';
import { bamboo } from './bamboo.ts';
import type { CiSystem } from './ciSystem.ts';
import { circleci } from './circleci.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { jenkins } from './jenkins.ts';

export const ciSystems: readonly CiSystem[] = [github, gitlab, jenkins, bamboo, circleci, azure];
