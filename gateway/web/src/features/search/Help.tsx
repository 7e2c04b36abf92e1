import { t } from '../../text';

/** What a question may hold besides words. A click puts an example into it. */
export function Help({ onAdd }: { onAdd: (filter: string) => void }) {
  const year = new Date().getFullYear();
  const filters: readonly [example: string, meaning: string][] = [
    [t('search.exampleChannel'), t('search.helpIn')],
    [t('search.exampleFrom'), t('search.helpFrom')],
    [`before:${year}-06-30`, t('search.helpBefore')],
    [`after:${year}-01-01`, t('search.helpAfter')],
    [`on:${year}-03-14`, t('search.helpOn')],
    ['has:link', t('search.helpHas')],
    [t('search.examplePhrase'), t('search.helpPhrase')],
    [t('search.exampleNot'), t('search.helpNot')],
  ];
  return (
    <details class="search-help">
      <summary>{t('search.help')}</summary>
      <ul class="search-filters">
        {filters.map(([example, meaning]) => (
          <li key={example}>
            <button type="button" class="search-filter" onClick={() => onAdd(example)}>
              <code>{example}</code> {meaning}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
