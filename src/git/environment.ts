/** What points git at one repository: set inside a hook of another, it would send us there. */
const LOCAL = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_LITERAL_PATHSPECS',
]

/** Empty, not unset: git then asks no program, where an unset one is looked for in the config. */
const NO_PROMPT = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  SSH_ASKPASS_REQUIRE: 'never',
  GCM_INTERACTIVE: 'never',
}

/** Of every git process: nobody is asked anything, and messages are in the language that we read. */
export const gitEnvironment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !LOCAL.includes(name))),
  ...NO_PROMPT,
  LC_ALL: 'C',
  LANGUAGE: '',
  GIT_OPTIONAL_LOCKS: '0',
  ...extra,
})
