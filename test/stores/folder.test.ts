import { folderStore } from '../../lib/stores/folder.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { testStore } from './contract.ts';

testStore('folder', () => folderStore(tempFolder()));
