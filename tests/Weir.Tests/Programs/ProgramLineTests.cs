using System.Text;
using Weir.Programs;

namespace Weir.Tests.Programs;

/// <summary>Lines of log files.</summary>
public sealed class ProgramLineTests
{
    [Theory]
    [InlineData(0.031275, false, "10.1.0.1 GET / 200")]
    [InlineData(-1.5, true, "")]
    [InlineData(86400, true, " two  spaces\r and a progress\r")]
    [InlineData(7, false, "größer 中 🙂")]
    public void A_line_goes_into_the_file_and_back(double time, bool isError, string text)
    {
        var line = new ProgramLine(3, time, isError, text);
        ProgramLine.Read(Encoding.UTF8.GetBytes(line.ToLog()), 3).ShouldBe(line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0.5")]
    [InlineData("0.5 out")]
    [InlineData("half out text")]
    [InlineData("0.5-out text")]
    public void What_has_another_form_is_no_line(string text) => ProgramLine.Read(Encoding.UTF8.GetBytes(text), 1).ShouldBeNull();
}
