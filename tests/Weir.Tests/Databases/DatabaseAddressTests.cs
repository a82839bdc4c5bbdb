using Weir.Databases;

namespace Weir.Tests.Databases;

/// <summary>Addresses of databases, and that they keep their password to themselves.</summary>
public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("mysql://u:p@db.example/weir", "u", "db.example", 3306, "weir", "p")]
    [InlineData("mariadb://u:p%40%2Fq@db:3307/w%20x", "u", "db", 3307, "w x", "p@/q")]
    [InlineData("postgresql://[2001:db8::1]:5433/weir", "", "2001:db8::1", 5433, "weir", null)]
    [InlineData("postgres://u:a@b@::/weir?host=/run/postgresql", "u", null, 0, null, null)]
    [InlineData("postgresql://u:a@b@/weir?host=/run/postgresql", "u", "", 5432, "weir", "a@b")]
    [InlineData("mysql://u:${DB_PASSWORD}@h/d", "u", "h", 3306, "d", "from % the environment")]
    public void Parts_are_found(string text, string user, string? host, int port, string? database, string? password)
    {
        if (host is null)
        {
            Should.Throw<WeirException>(() => DatabaseAddress.Parse(text)).Message.ShouldContain("no port");
            return;
        }

        DatabaseAddress address = DatabaseAddress.Parse(text);
        (address.User, address.Host, address.Port, address.Database).ShouldBe((user, host, port, database!));
        address.ReadPassword(name => name == "DB_PASSWORD" ? "from % the environment" : null, "/").ShouldBe(password);
    }

    [Theory]
    [InlineData("sqlite://x/y", "names no database")]
    [InlineData("mysql://u:hidden@host", "does not say which database")]
    [InlineData("mysql://u:hidden@host:0/x", "'0' is no port (1 to 65535)")]
    [InlineData("mysql://u:hidden@h/x?sokcet=/a", "did you mean socket?")]
    [InlineData("MYSQL://root:hidden@h/db", "names no database")]
    [InlineData("mysql://root:hid'den@h", "does not say which database")]
    [InlineData("mysql://root:hid\"den@h", "does not say which database")]
    [InlineData("mysql://root:hid den@h", "does not say which database")]
    [InlineData("mysql://ro/ot:hid/den@h", "does not say which database")]
    [InlineData("mysql://root:${VAR}hidden@h", "does not say which database")]
    [InlineData("mysql://root:x?hidden@h/db", "a question mark in a password is written %3F")]
    [InlineData("postgresql://u:hidden@h/x?sslmode=on", "sslmode is one of disable, prefer, require, verify-ca, verify-full")]
    public void What_is_wrong_is_said_without_the_password(string text, string said)
    {
        string message = Should.Throw<WeirException>(() => DatabaseAddress.Parse(text)).Message;
        message.ShouldContain(said);
        message.ShouldNotContain("hid");
        message.ShouldNotContain("den@");
    }

    [Theory]
    [InlineData("sink: MYSQL://root:hidden@h/db", "sink: MYSQL://root:***@h/db")]
    [InlineData("sink: \"mysql://root:hid'd en@h/db\" # x@y", "sink: \"mysql://root:***@h/db\" # x@y")]
    [InlineData("sink: 'mysql://ro/ot:hid\"d en@h/db' # x@y", "sink: 'mysql://ro/ot:***@h/db' # x@y")]
    [InlineData("sink: mysql://ro/ot:hid'den@h/db # x@y", "sink: mysql://ro/ot:***@h/db # x@y")]
    [InlineData("image: docker://host/name:tag@digest", "image: docker://host/name:tag@digest")]
    public void A_password_with_odd_characters_is_not_kept_in_a_record(string text, string kept)
    {
        DatabaseAddress.Mask(text).ShouldBe(kept);
        DatabaseAddress.Parse("mysql://root:hid den@h/db").HideIn("sink: mysql://root:hid den@h/db").ShouldBe("sink: mysql://root:***@h/db");
    }

    [Theory]
    [InlineData("mysql://u:hidden@h:3307/d?socket=/a/b", "mysql://u:***@h:3307/d?socket=/a/b")]
    [InlineData("mysql://u:hid@den@h/d", "mysql://u:***@h/d")]
    [InlineData("mysql://u:${VAR}@h/d", "mysql://u:${VAR}@h/d")]
    [InlineData("postgresql://u@[::1]/d", "postgresql://u@[::1]/d")]
    public void As_text_it_has_no_password(string text, string shown)
    {
        DatabaseAddress.Parse(text).ToString().ShouldBe(shown);
        DatabaseAddress.Mask($"sink: \"{text}\" # x@y").ShouldBe($"sink: \"{shown}\" # x@y");
    }

    [Fact]
    public void A_password_comes_from_a_file_and_a_missing_one_is_named()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "first line\nsecond\n");
            DatabaseAddress.Parse($"mysql://u@h/d?passwordFile={Path.GetFileName(file)}").ReadPassword(_ => null, Path.GetDirectoryName(file)!).ShouldBe("first line");
        }
        finally
        {
            File.Delete(file);
        }

        Should.Throw<WeirException>(() => DatabaseAddress.Parse("mysql://u@h/d?passwordFile=/no/such").ReadPassword(_ => null, "/")).Message.ShouldContain("/no/such");
        Should.Throw<WeirException>(() => DatabaseAddress.Parse("mysql://u:${ABSENT}@h/d").ReadPassword(_ => null, "/")).Message.ShouldContain("variable ABSENT");
        Should.Throw<WeirException>(() => DatabaseAddress.Parse("mysql://u:***@h/d").ReadPassword(_ => null, "/")).Message.ShouldContain("was not recorded");
    }
}
