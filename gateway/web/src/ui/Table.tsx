import './table.css';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { classes } from './attributes';
import { Icon } from './Icon';

export interface Column<Row> {
  key: string;
  header: string;
  /** The header is read, not seen (a column of buttons). */
  hideHeader?: boolean | undefined;
  cell: (row: Row) => ComponentChildren;
  /** Makes the column one that can be sorted by. */
  sort?: ((a: Row, b: Row) => number) | undefined;
  align?: 'start' | 'end' | undefined;
  /** Its cells name their rows. */
  rowHeader?: boolean | undefined;
}

export interface Sort {
  column: string;
  descending: boolean;
}

export interface TableProps<Row> {
  caption: string;
  hideCaption?: boolean | undefined;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Shown instead of rows when there are none. */
  empty?: ComponentChildren;
  /** Given with `onSort`: the rows come sorted (from a server). Else the table sorts; `sort` is then how it begins. */
  sort?: Sort | undefined;
  onSort?: ((sort: Sort) => void) | undefined;
  busy?: boolean | undefined;
}

/** Scrolls sideways in a box of its own when it is wider than the page. */
export function Table<Row>({ caption, hideCaption, columns, rows, rowKey, empty, sort: given, onSort, busy }: TableProps<Row>) {
  const [own, setOwn] = useState(given);
  const sort = onSort ? given : own;
  const change = (column: string) => {
    const next = { column, descending: sort?.column === column && !sort.descending };
    if (onSort) onSort(next);
    else setOwn(next);
  };
  return (
    <div class="ui-table-box" role="group" aria-label={caption} tabIndex={0}>
      <table class="ui-table" aria-busy={busy || undefined}>
        <caption class={hideCaption ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Header key={column.key} column={column} sort={sort} onSort={() => change(column.key)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {(onSort ? rows : sorted(rows, columns, sort)).map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ key, cell, align, rowHeader }) => {
                const className = align === 'end' ? 'ui-table-end' : undefined;
                return rowHeader ? (
                  <th key={key} scope="row" class={className}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={key} class={className}>
                    {cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
          {rows.length === 0 && !busy && (
            <tr>
              <td colSpan={columns.length}>{empty}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Header<Row>({ column, sort, onSort }: { column: Column<Row>; sort: Sort | undefined; onSort: () => void }) {
  const { header, hideHeader, align } = column;
  const chosen = sort?.column === column.key ? sort : undefined;
  return (
    <th
      scope="col"
      class={classes(align === 'end' && 'ui-table-end')}
      aria-sort={chosen ? (chosen.descending ? 'descending' : 'ascending') : undefined}
    >
      {column.sort ? (
        <button type="button" class="ui-table-sort" onClick={onSort}>
          {header}
          <Icon name={!chosen ? 'arrow-up-down' : chosen.descending ? 'arrow-down' : 'arrow-up'} size={14} />
        </button>
      ) : (
        <span class={hideHeader ? 'visually-hidden' : undefined}>{header}</span>
      )}
    </th>
  );
}

function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined): readonly Row[] {
  const compare = columns.find((column) => column.key === sort?.column)?.sort;
  if (!compare || !sort) return rows;
  return rows.toSorted(sort.descending ? (a, b) => compare(b, a) : compare);
}
