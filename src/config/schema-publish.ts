import { z } from 'zod'
import { PUBLISH_MODES } from './job-types.ts'

const text = (what: string) => z.string().regex(/\S/, 'expected a text, got an empty one').describe(what)

export const publishSchema = () =>
  z
    .strictObject({
      mode: z
        .enum(PUBLISH_MODES)
        .optional()
        .describe(
          'Only write the files (files), commit them (commit), push the branch as well (push), or push to a branch of its own (pull-request). Default: commit.',
        ),
      folder: text("Where reports are written, from the config's folder. Default: reports.")
        .refine(
          (folder) => !/^([/\\~]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)/i.test(folder),
          "expected a folder inside the config's",
        )
        // Only in a folder of their own reports can be told from what people commit.
        .refine((folder) => !/^\.([/\\]+\.?)*$/.test(folder), "expected a folder below the config's, not the same one")
        .optional(),
      remote: text('The remote to push to. Default: origin.').optional(),
      branch: text('The branch of a pull request. Default: rimuru/JOB.').optional(),
      author: z
        .strictObject({ name: text('Name in the commit.'), email: text('Address in the commit.') })
        .optional()
        .describe("Who commits. Default: git's own user, else Rimuru."),
      hooks: z.boolean().optional().describe("Whether git's hooks run. Default: false."),
      sign: z.boolean().optional().describe('Whether commits are signed as git is set up to. Default: false.'),
    })
    .describe('How reports are published.')
