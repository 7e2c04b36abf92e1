using Chat.Sharding;
using Xunit;

namespace Chat.Tests.Storage;

public sealed class MigrationScriptTests
{
    [Fact]
    public void Statements_end_at_semicolons_outside_texts_comments_and_bodies()
    {
        var script = new MigrationScript(1, "test", """
            -- it's a comment;
            CREATE TABLE a (
              -- isn't code;
              b INT
            );

            INSERT INTO a VALUES ('x;
            y''s;
            -- text;

            z');
            CREATE PROCEDURE p()
            BEGIN
              SELECT 1;
              IF 1 THEN
                SELECT 2;
              END IF;
            END;
            DROP TABLE a;
            """);
        Assert.Equal(
            [
                "CREATE TABLE a (\n  b INT\n)",
                "INSERT INTO a VALUES ('x;\ny''s;\n-- text;\n\nz')",
                "CREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\n  IF 1 THEN\n    SELECT 2;\n  END IF;\nEND",
                "DROP TABLE a",
            ],
            script.Statements());
    }

    [Fact]
    public void A_script_that_ends_inside_a_statement_is_an_error() =>
        Assert.Throws<FormatException>(() => new MigrationScript(1, "test", "SELECT 1").Statements().ToList());

    [Theory]
    [InlineData("sqlite")]
    [InlineData("mysql")]
    public void Every_role_has_numbered_scripts(string dialect)
    {
        foreach (var role in (string[])[DatabaseRole.Directory, DatabaseRole.Shard, DatabaseRole.Orleans])
        {
            var numbers = MigrationScript.Of(dialect, role).Select(s => s.Number).ToList();
            Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
            Assert.NotEmpty(numbers);
        }
    }
}
