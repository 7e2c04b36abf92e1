import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../text';
import { IconButton, Select, TextField, Button } from '../../ui';
import { Help } from './Help';
import { Results } from './Results';
import { useSearch, type Order, type Terms } from './useSearch';
import './search.css';

export interface SearchPaneProps {
  query: string;
  onClose: () => void;
}

/** Searching messages: the question with its order, and what it finds. */
export function SearchPane({ query, onClose }: SearchPaneProps) {
  const [typed, setTyped] = useState(query);
  const [terms, setTerms] = useState<Terms>({ query, order: 'newest' });
  const field = useRef<HTMLInputElement>(null);
  const search = useSearch(terms);

  const shown = useRef(query);

  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    // Not at the beginning: what was typed since would go.
    if (shown.current === query) return;
    shown.current = query;
    setTyped(query);
    setTerms((before) => ({ ...before, query }));
  }, [query]);

  const ask = (text: string) => {
    setTyped(text);
    setTerms((before) => ({ ...before, query: text }));
  };
  const add = (filter: string) => {
    setTyped((before) => `${before.trimEnd()} ${filter}`.trimStart());
    field.current?.focus();
  };

  return (
    <div
      class="search-pane"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header class="search-header">
        <h2>{t('search.title')}</h2>
        <IconButton icon="x" label={t('search.close')} onClick={onClose} />
      </header>
      <form
        class="search-form"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          ask(typed);
        }}
      >
        <TextField label={t('search.label')} hideLabel type="search" icon="search" placeholder={t('search.placeholder')} value={typed} onValue={setTyped} inputRef={field} />
        <Button variant="primary" type="submit">
          {t('search.submit')}
        </Button>
      </form>
      <div class="search-options">
        <Select<Order>
          label={t('search.sort')}
          hideLabel
          value={terms.order}
          onValue={(order) => setTerms((before) => ({ ...before, order }))}
          options={[
            { value: 'newest', label: t('search.newest') },
            { value: 'oldest', label: t('search.oldest') },
            { value: 'relevant', label: t('search.relevant') },
          ]}
        />
        <Help onAdd={add} />
      </div>
      <Results search={search} terms={terms} />
    </div>
  );
}
