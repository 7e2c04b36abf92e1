import { addTexts } from '../../text';
import { manage } from '../../text/manage';

// Before any view of these pages is read, for some name things as they are read.
addTexts(manage);
