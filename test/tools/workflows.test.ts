/** What a forge reads: workflows that run what exists, and templates that ask for what is needed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  run?: string;
  uses?: string;
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<
    string,
    { steps: Step[]; permissions?: Record<string, string>; strategy?: { matrix: Record<string, unknown> } }
  >;
}

const read = (folder: string, file: string): unknown =>
  parse(readFileSync(join(folder, file), 'utf8'), { strict: true });
const WORKFLOWS = '.github/workflows';
const TEMPLATES = '.github/ISSUE_TEMPLATE';
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

/** Why a command of a workflow could not run here. */
function faultOf(command: string): string | undefined {
  const [program, first, second] = command.split(' ');
  if (program === 'node') return existsSync(first!) ? undefined : `${first} is no file`;
  if (program !== 'npm') return `${program} is not known`;
  if (first === 'ci' || first === 'publish') return undefined;
  const name = first === 'run' ? second! : first!;
  return scripts[name] !== undefined || command.endsWith(' --if-present') ? undefined : `no script ${name}`;
}

describe.each(readdirSync(WORKFLOWS))('the workflow %s', file => {
  const workflow = read(WORKFLOWS, file) as Workflow;

  it('runs what exists', () => {
    const commands = stepsOf(workflow).flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.flatMap(command => faultOf(command) ?? [])).toEqual([]);
  });

  it('may write nothing but what it has to, and uses no action of others', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const used = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
    expect(used.filter(action => !/^actions\/[a-z-]+@v\d+$/.test(action))).toEqual([]);
  });
});

it('a command that does not exist is noticed', () => {
  expect([faultOf('npm run tset'), faultOf('node tools/none.mjs'), faultOf('make')]).toEqual([
    'no script tset',
    'tools/none.mjs is no file',
    'make is not known',
  ]);
});

it('tests run on each Node with each major version of the SDK', () => {
  const { jobs } = read(WORKFLOWS, 'ci.yml') as Workflow;
  expect(jobs['tests']?.strategy?.matrix).toEqual({ node: [22, 24, 'latest'], ai: [6, 7] });
});

it('a release is published from a tag, with provenance and without a token', () => {
  const { on, jobs } = read(WORKFLOWS, 'release.yml') as Workflow;
  expect(on).toEqual({ push: { tags: ['v*'] } });
  expect(jobs['publish']?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  expect(jobs['publish']?.steps.at(-1)?.run).toBe('npm publish --provenance --access public');
  expect(readFileSync(join(WORKFLOWS, 'release.yml'), 'utf8')).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
});

describe.each(readdirSync(TEMPLATES).filter(file => file !== 'config.yml'))('the template %s', file => {
  it('has fields with ids of their own, and asks for versions', () => {
    const { name, description, body } = read(TEMPLATES, file) as {
      name: string;
      description: string;
      body: { type: string; id?: string; attributes: { label?: string } }[];
    };
    expect([name, description].every(Boolean)).toBe(true);
    const ids = body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('versions');
    expect(body.every(({ type }) => ['markdown', 'textarea', 'input'].includes(type))).toBe(true);
  });
});
