import { addTexts } from '../../text';
import { operate } from '../../text/operate';

// Before any view of these pages is read, for some name things as they are read.
addTexts(operate);
