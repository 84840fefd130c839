"""The recipes of docs/ci.md and the action, their own commands run in an environment that looks like each CI's.

    TLSMATRIX_PROGRAM=build/release/tlsmatrix /usr/bin/python3 tests/ci/ci_test.py -k jenkins
"""

import os
import pathlib
import re
import sys
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "programs"))
import support

PAGE = (support.REPOSITORY / "docs" / "ci.md").read_text()
MATRIX = """[clients]
modern = '1.2,1.3'
old = '1.0'
[servers]
new = '1.3'
wide = 'all'
[[expect]]
client = 'modern'
outcome = '{}'
"""


def blocks(language):
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)


def yaml_of(text):
    support.need_peer("yaml")
    import yaml

    return yaml.safe_load(text)


class CiTest(support.ProgramTest):
    def setUp(self):
        super().setUp()
        support.need_peer("curl")
        self.place = self.directory / "workspace"
        self.place.mkdir()
        bin_folder = self.directory / "bin"
        bin_folder.mkdir()
        (bin_folder / "tlsmatrix").symlink_to(support.PROGRAM)
        self.environment |= {"CI": "true", "PATH": f"{bin_folder}:{os.environ['PATH']}"}

    def shell(self, script, *command, **variables):
        return self.peer(*(command or ("bash", "-e")), "-c", script, cwd=self.place,
                         env=self.environment | variables)

    def assert_agrees_with_its_report(self, run):
        """Whatever this machine's curl is like, the exit code and the JUnit report say the same of it."""
        self.assertIn(run.code, (0, 1), run)
        suite = xml.etree.ElementTree.parse(self.place / "tls.xml").getroot().find("testsuite")
        self.assertGreater(int(suite.get("tests")), 0)
        self.assertEqual(int(suite.get("failures")) + int(suite.get("errors")) > 0, run.code == 1, run)

    def matrix_file(self, outcome="negotiated"):
        (self.place / "tls.toml").write_text(MATRIX.format(outcome))


class RecipesTest(CiTest):
    def test_there_are_five_and_none_is_longer_than_twelve_lines(self):
        recipes = [*blocks("yaml"), *blocks("groovy"), *blocks("sh")]
        self.assertEqual(len(recipes), 5)
        for recipe in recipes:
            self.assertLessEqual(len(recipe.splitlines()), 12, recipe)

    def test_any_shell(self):
        (recipe,) = blocks("sh")
        (self.place / "tls.sh").write_text(recipe)
        run = self.shell("exec sh ./tls.sh")
        self.assert_agrees_with_its_report(run)
        self.assertIn("The client accepts", run.out)
        self.assertIn("OpenSSL", (self.place / "doctor.txt").read_text())

    def test_jenkins(self):
        (recipe,) = blocks("groovy")
        (step,) = re.findall(r"sh '(.*)'", recipe)
        (report,) = re.findall(r"junit '(.*)'", recipe)
        self.assertEqual(report, "tls.xml")
        run = self.shell(step, "sh", "-xe", BUILD_NUMBER="7", JENKINS_URL="http://ci.invalid/",
                         WORKSPACE=str(self.place))
        self.assert_agrees_with_its_report(run)

    def test_gitlab(self):
        self.matrix_file()
        pipeline = yaml_of(blocks("yaml")[2])
        job, whole = pipeline["tls"], pipeline["tls whole"]
        total = job["parallel"]
        for index in range(1, total + 1):
            run = self.shell("\n".join(job["script"]), "bash", "-eo", "pipefail", GITLAB_CI="true",
                             CI_NODE_INDEX=str(index), CI_NODE_TOTAL=str(total))
            self.assert_agrees_with_its_report(run)
            self.assertIn(f"shard {index} of {total}, by CI_NODE_INDEX", run.err)
        (pattern,) = job["artifacts"]["paths"]
        self.assertEqual(len(list(self.place.glob(pattern))), total)
        self.assertEqual(whole["needs"], ["tls"])
        run = self.shell(whole["script"], "bash", "-eo", "pipefail", GITLAB_CI="true")
        self.assertEqual((run.code, run.err), (0, ""), run)
        self.assertIn("4 of 4 cells", run.out)
        next(self.place.glob(pattern)).unlink()
        run = self.shell(whole["script"], "bash", "-eo", "pipefail", GITLAB_CI="true")
        self.assertNotEqual(run.code, 0, run)
        self.assertIn("is missing", run.err)


class GithubTest(CiTest):
    def setUp(self):
        super().setUp()
        self.summary = self.directory / "summary"
        self.summary.write_text("what was there\n")
        self.environment |= {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.place),
                             "GITHUB_STEP_SUMMARY": str(self.summary)}

    def action(self, **inputs):
        """The steps of action.yml as a runner runs them."""
        action = yaml_of((support.REPOSITORY / "action.yml").read_text())
        self.assertLessEqual(set(inputs), set(action["inputs"]))
        values = {name: inputs.get(name, it.get("default")) for name, it in action["inputs"].items()}
        (step,) = action["runs"]["steps"]
        variables = {name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda it: values[it[1]], text)
                     for name, text in step["env"].items()}
        return self.shell(step["run"], "bash", "--noprofile", "--norc", "-eo", "pipefail",
                          GITHUB_ACTION_PATH=str(support.REPOSITORY), **variables)

    def test_the_recipe_with_the_action_annotates_and_summarizes(self):
        (step,) = [it for it in yaml_of(blocks("yaml")[0])["jobs"]["tls"]["steps"] if "with" in it]
        inputs = step["with"]
        inputs["arguments"] = inputs["arguments"].replace("--require 1.2+", "--require 1.1")
        run = self.action(**inputs)
        self.assertEqual(run.code, 1, run)
        self.assertIn("The client accepts", run.out)
        self.assertRegex(run.out, r"(?m)^::error file=src/client\.py,line=1,title=tlsmatrix check[^\n]*::")
        self.assertTrue(self.summary.read_text().startswith("what was there\n### "))

    def test_the_recipe_without_the_action(self):
        (step,) = yaml_of(blocks("yaml")[1])["jobs"]["tls"]["steps"]
        run = self.shell(step["run"])
        self.assertIn(run.code, (0, 1), run)
        self.assertEqual(bool(re.search(r"(?m)^::error title=tlsmatrix check", run.out)), run.code == 1, run)
        self.assertTrue(self.summary.read_text().startswith("### "))

    def test_an_annotation_points_to_the_expectation_of_a_matrix_file(self):
        self.matrix_file(outcome="refused")
        run = self.action(arguments="matrix tls.toml", file="elsewhere.py")
        self.assertEqual(run.code, 1, run)
        self.assertIn("\n::error file=tls.toml,line=7,title=tlsmatrix matrix%3A ", run.out)
        self.assertNotIn("elsewhere", run.out)

    def test_what_is_as_required_is_not_annotated(self):
        self.matrix_file()
        run = self.action(arguments="matrix tls.toml --filter '*'")
        self.assertEqual((run.code, run.err), (0, ""), run)
        self.assertNotIn("::error", run.out)
        self.assertIn("4 of 4 cells", self.summary.read_text())

    def test_a_broken_set_up_is_annotated_and_keeps_its_exit_code(self):
        run = self.action(arguments="matrix missing.toml")
        self.assertEqual(run.code, 2, run)
        self.assertIn("missing.toml", run.err)
        self.assertIn("::error title=tlsmatrix::tlsmatrix matrix ended with exit code 2 and no report", run.out)
        self.assertEqual(self.summary.read_text(), "what was there\n")


if __name__ == "__main__":
    support.main()
