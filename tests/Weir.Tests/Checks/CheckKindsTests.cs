using Weir.Checks;
using Weir.Declaration;
using Weir.Running;

namespace Weir.Tests.Checks;

public sealed class CheckKindsTests(CheckedLab lab) : IClassFixture<CheckedLab>
{
    // same-as looks at an earlier run: its own tests. What trust says against a run cannot be brought about at will.
    private static readonly string[] s_elsewhere = ["same-as"];
    private static readonly string[] s_onlyHolds = ["trust"];
    private static readonly string[] s_modes = ["within", "always", "never", "at"];

    public static TheoryData<string> Kinds => [.. CheckKinds.All.Select(kind => kind.Form.Name).Except(s_elsewhere)];

    public static TheoryData<string> KindsThatFail => [.. CheckKinds.All.Select(kind => kind.Form.Name).Except(s_elsewhere).Except(s_onlyHolds)];

    public static TheoryData<string> Modes => [.. s_modes];

    public static TheoryData<string, bool> Others => new() { { "ping of all pairs holds", true }, { "ping of nobody does not", false }, { "dns with another code holds", true }, { "dns of nobody does not", false } };

    [Fact]
    public void Every_kind_can_be_looked_at()
    {
        foreach (ICheckKind kind in CheckKinds.All) { kind.ShouldBeAssignableTo<ICheck>(kind.Form.Name); }
        CheckKinds.All.Select(kind => kind.Form.Name).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [MemberData(nameof(Modes))]
    public void It_holds_in_a_lab_where_it_should(string kind) => Expect($"{kind} holds", true);

    [Theory]
    [MemberData(nameof(KindsThatFail))]
    [MemberData(nameof(Modes))]
    public void It_fails_in_a_lab_where_it_should_not_hold(string kind) => Expect($"{kind} does not", false);

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_ways_to_ask_give_the_right_answer(string name, bool passes) => Expect(name, passes);

    private void Expect(string name, bool passes)
    {
        CheckedLab.SkipWithoutRoot();
        if (name.StartsWith("dns", StringComparison.Ordinal) && !File.Exists("/usr/sbin/dnsmasq")) { Assert.Skip("dnsmasq is not installed"); }
        CheckResult result = lab.Results[name];
        result.Passed.ShouldBe(passes, result.Message);
        result.Message.ShouldNotContain("a fault in the check itself");
    }
}
