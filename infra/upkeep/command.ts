import { sentenceOf } from '../launch/sentence.ts';
import { backUp } from './backup.ts';
import { diagnose } from './doctor.ts';
import { restore } from './restore.ts';

const dataDir = process.env.DATA_DIR?.trim() || '.data';

const COMMANDS: Readonly<Record<string, (argument: string | undefined) => Promise<boolean>>> = {
  async backup(target) {
    if (target === undefined) throw new Error('Say where to: npm run backup -- FOLDER (a new one)');
    const { files } = await backUp(dataDir, target);
    console.log(`Backed up ${Object.keys(files).length} files of ${dataDir} to ${target}, checked.`);
    console.log(`Not in it: ${dataDir}/sealing-secret. Keep a copy of that file apart from the backups.`);
    return true;
  },
  async restore(backup) {
    if (backup === undefined) throw new Error('Say from where: npm run restore -- FOLDER');
    const { createdAt } = restore(backup, dataDir);
    console.log(`Restored the state of ${createdAt} to ${dataDir}, checked.`);
    console.log(`Before the start, put your copy of sealing-secret into ${dataDir}.`);
    return true;
  },
  async doctor(folder) {
    const { facts, problems } = await diagnose(folder ?? dataDir);
    for (const fact of facts) console.log(`  ${fact}`);
    for (const problem of problems) console.log(`PROBLEM ${problem}`);
    if (problems.length === 0) console.log('The data folder is sound.');
    return problems.length === 0;
  },
};

const [name = '', argument] = process.argv.slice(2);
try {
  const isWell = await COMMANDS[name]?.(argument);
  process.exitCode = isWell === true ? 0 : 1;
} catch (error) {
  console.error(`Aman: ${sentenceOf(error)}`);
  process.exitCode = 1;
}
