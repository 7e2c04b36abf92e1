import { describe, expect, it } from 'vitest';
import { endSession } from '../../store';
import { dialog, drawer, openDialog, openSide, side } from '.';

describe('what is open beside and in front of the messages', () => {
  it('is not there for the next one who signs in', () => {
    openSide({ kind: 'search', query: 'salary' });
    openDialog({ kind: 'create', name: 'secret' });
    drawer.value = true;
    endSession();
    expect([side.value, dialog.value, drawer.value]).toEqual([null, null, false]);
  });
});
