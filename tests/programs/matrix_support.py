"""What the tests of `tlsmatrix matrix` share: its schema, and runs that are short of descriptors."""

import json
import resource

import support

def validator(name="matrix"):
    support.need_peer("jsonschema")
    import jsonschema

    schema = json.loads((support.REPOSITORY / "docs" / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def limited(descriptors):
    """What a process does first, to be left with so many descriptors."""
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))


class MatrixProgramTest(support.ProgramTest):
    def matrix(self, *arguments, code=0, **options):
        run = self.tlsmatrix("matrix", *arguments, **options)
        self.assertEqual(run.code, code, run)
        return run

    def descriptors_that_break_cells(self, few):
        """How many descriptors are enough for the servers, and leave none for a client: a machine
        on which cells cannot be run."""
        for limit in range(5, 100):
            run = self.tlsmatrix("matrix", *few, preexec_fn=limited(limit))
            if run.code == 1 and run.out:
                return limit
        self.fail("with 99 descriptors the servers cannot start")
